namespace SaaSGate.Postgres;

/// <summary>A thing by id, with the name that people know it by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record NamedReference(string Id, string Name);
