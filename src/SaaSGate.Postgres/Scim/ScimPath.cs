namespace SaaSGate.Postgres.Scim;

/// <summary>Where a value stands (RFC 7644, section 3.5.2): <c>[urn:]attribute[.sub]</c>, in the letters of the schema where it is known.</summary>
/// <param name="Schema">URN of an extension; null for the resource's own attributes.</param>
/// <param name="Attribute">Name; empty for the extension as a whole.</param>
/// <param name="Sub">Name inside of it; null for none.</param>
public sealed record ScimPath(string? Schema, string Attribute, string? Sub);
