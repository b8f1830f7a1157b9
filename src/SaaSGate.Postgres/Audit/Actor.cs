namespace SaaSGate.Postgres.Audit;

/// <summary>Who does something.</summary>
/// <param name="Id">A person (<c>usr_…</c>), a token (<c>tok_…</c>), a gateway (<c>gtw_…</c>) or <c>system</c>.</param>
/// <param name="Name">A name for people.</param>
public sealed record Actor(string Id, string Name)
{
    /// <summary>SaaSGate itself.</summary>
    public static Actor System { get; } = new("system", "SaaSGate");
}
