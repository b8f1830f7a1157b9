namespace SaaSGate.Postgres.Policies;

/// <summary>A version of a policy.</summary>
public sealed record PolicyVersionDetail : PolicyVersionView
{
    /// <summary>The rules, YAML as written.</summary>
    public required string Document { get; init; }
}
