namespace SaaSGate.Postgres.Scim;

/// <summary>How values are compared (RFC 7644, table 3).</summary>
public enum ScimOperator
{
    /// <summary>eq.</summary>
    Equal,

    /// <summary>ne.</summary>
    NotEqual,

    /// <summary>co.</summary>
    Contains,

    /// <summary>sw.</summary>
    StartsWith,

    /// <summary>ew.</summary>
    EndsWith,

    /// <summary>gt.</summary>
    Greater,

    /// <summary>ge.</summary>
    GreaterOrEqual,

    /// <summary>lt.</summary>
    Less,

    /// <summary>le.</summary>
    LessOrEqual,
}
