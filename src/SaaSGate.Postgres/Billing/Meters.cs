namespace SaaSGate.Postgres.Billing;

/// <summary>What is counted.</summary>
public static class Meters
{
    /// <summary>Exchanges that were recorded to their end, and not refused for a limit or a stop.</summary>
    public const string Requests = "requests";
}
