{{ day_versions('requests') }}
