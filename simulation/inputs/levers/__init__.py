"""What a scenario may say of every lever, one file each, apart from its rules: reading a scenario loads no engine."""
