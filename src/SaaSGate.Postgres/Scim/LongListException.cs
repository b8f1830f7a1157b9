namespace SaaSGate.Postgres.Scim;

/// <summary>The groups of a list have more people than one answer holds.</summary>
public sealed class LongListException() : Exception("The groups of this list have more members than one answer holds.");
