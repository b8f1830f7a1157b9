namespace SaaSGate.Postgres.Scim;

/// <summary>A group was to have a member whom the directory does not keep here; nothing of the change holds.</summary>
public sealed class UnknownMemberException() : Exception("A member is not known here.");
