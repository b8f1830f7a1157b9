namespace SaaSGate.ControlPlane.Scim;

/// <summary>An attribute of a schema (RFC 7643, section 7).</summary>
internal sealed record ScimAttribute(string Name, string Type = "string", bool Many = false, params ScimAttribute[] Sub)
{
    public string Mutability { get; init; } = "readWrite";

    public string Returned { get; init; } = "default";

    public string Uniqueness { get; init; } = "none";

    public bool Required { get; init; }

    public bool CaseExact { get; init; }

    public string[] ReferenceTypes { get; init; } = [];

    public ScimAttribute? Find(string name) => Array.Find(Sub, sub => string.Equals(sub.Name, name, StringComparison.OrdinalIgnoreCase));
}
