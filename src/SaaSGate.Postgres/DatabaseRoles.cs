namespace SaaSGate.Postgres;

/// <summary>The login roles that the migrator makes. Neither owns anything, neither passes row-level security.</summary>
public static class DatabaseRoles
{
    /// <summary>Tenant data, one organisation a transaction.</summary>
    public const string App = "saasgate_app";

    /// <summary>What belongs to the installation: Orleans, identity, regions, the stop log.</summary>
    public const string Platform = "saasgate_platform";
}
