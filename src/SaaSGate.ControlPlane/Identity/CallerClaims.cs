namespace SaaSGate.ControlPlane.Identity;

/// <summary>Claims of a principal of the portal or the management API.</summary>
internal static class CallerClaims
{
    public const string Actor = "sub", Organisation = "org", Name = "name", Role = "role", Permission = "permission", Scope = "scope", SignIn = "sid", Stamp = "stamp", MadeBy = "made_by", MakerHasLeft = "maker_has_left";
}
