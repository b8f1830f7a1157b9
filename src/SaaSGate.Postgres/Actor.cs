namespace SaaSGate.Postgres;

/// <summary>Who does something, as the audit log keeps it.</summary>
/// <param name="Id"><c>usr_…</c>, <c>tok_…</c>, <c>gtw_…</c> or <c>system</c>.</param>
/// <param name="Name">The name at the time.</param>
public sealed record Actor(string Id, string Name)
{
    /// <summary>SaaSGate itself.</summary>
    public static Actor System { get; } = new("system", "SaaSGate");
}
