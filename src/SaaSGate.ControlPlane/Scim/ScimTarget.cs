using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Where a PATCH operation aims: <c>emails[type eq "work"].value</c> is the path emails.value, where the type is work.</summary>
internal sealed record ScimTarget(ScimPath Path, ScimFilter? Where);
