{{ union_of('seat_holders') }}
