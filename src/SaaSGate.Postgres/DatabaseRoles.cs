namespace SaaSGate.Postgres;

/// <summary>The roles that the migrator makes. None owns a table, none passes row-level security.</summary>
public static class DatabaseRoles
{
    /// <summary>Tenant data, one organisation a transaction.</summary>
    public const string App = "saasgate_app";

    /// <summary>What belongs to the installation: Orleans, identity, regions, the stop log.</summary>
    public const string Platform = "saasgate_platform";

    /// <summary>Owns the functions that search, and cannot log in.</summary>
    public const string Search = "saasgate_search";
}
