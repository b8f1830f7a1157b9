namespace SaaSGate.Postgres.Scim;

/// <summary>Which resources, or which of an attribute's values (RFC 7644, section 3.4.2.2).</summary>
public abstract record ScimFilter
{
    private ScimFilter()
    {
    }

    /// <summary>A value compared with a text, a number, a boolean or null.</summary>
    public sealed record Compare(ScimPath Path, ScimOperator Operator, object? Value) : ScimFilter;

    /// <summary>There is a value.</summary>
    public sealed record Present(ScimPath Path) : ScimFilter;

    /// <summary>One of several values is such; with a further comparison of a part of it: <c>emails[type eq "work"].value eq "a@b"</c>.</summary>
    public sealed record Any(ScimPath Path, ScimFilter Where) : ScimFilter;

    /// <summary>Both.</summary>
    public sealed record And(ScimFilter Left, ScimFilter Right) : ScimFilter;

    /// <summary>One of them or both.</summary>
    public sealed record Or(ScimFilter Left, ScimFilter Right) : ScimFilter;

    /// <summary>The opposite.</summary>
    public sealed record Not(ScimFilter Inner) : ScimFilter;
}
