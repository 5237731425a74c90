{{ day_versions(['requests']) }}
