{{ day_versions(['usage_days', 'requests']) }}
