/// A placeholder until the module has its first type.
