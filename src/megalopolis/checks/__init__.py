"""What a valid set of tables must keep; :mod:`megalopolis.check` gathers the breaches."""
