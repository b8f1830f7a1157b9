using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Whether an identity provider can be what somebody would have it.</summary>
internal static class ProviderChecks
{
    private const int LongestName = 100, LongestText = 500, LongestAddress = 1024, MostScopes = 20, MostGroups = 200;

    /// <param name="save">What it is to be.</param>
    /// <param name="before">What it is; null where it is new.</param>
    /// <param name="allowPrivate">Whether providers may be in private networks.</param>
    public static FieldErrors Check(SaveProvider save, KnownProvider? before, bool allowPrivate)
    {
        var errors = new FieldErrors();
        errors.Text("name", save.Name, LongestName);
        errors.Text("groupClaim", save.GroupClaim, LongestText);
        if (save.Kind is not (ProviderKinds.Oidc or ProviderKinds.Saml))
            errors.Add("kind", $"{ProviderKinds.Oidc} or {ProviderKinds.Saml} is needed here.");
        else if (before is not null && before.Kind != save.Kind)
            errors.Add("kind", "The kind stays. Add another provider.");
        if (before is { Issuer.Length: > 0 } && before.Issuer != save.Issuer.Trim())
            errors.Add("issuer", "The issuer stays: whom it names would be somebody else. Add another provider.");
        else if (save.Kind == ProviderKinds.Saml)
            CheckSaml(save, errors);
        else
            CheckOidc(save, allowPrivate, errors);
        if (save.GroupRoles.Count > MostGroups || save.GroupRoles.Any(one => one.Group.Length is 0 or > LongestText || one.Roles.Count == 0))
            errors.Add("groupRoles", $"Up to {MostGroups} groups can stand here, each with some roles.");
        if (!string.IsNullOrEmpty(save.Authority) && !ExportEndpoints.IsPem(save.Authority))
            errors.Add("authority", "Certificates in PEM are needed here.");
        return errors;
    }

    private static void CheckOidc(SaveProvider save, bool allowPrivate, FieldErrors errors)
    {
        errors.Text("clientId", save.ClientId, LongestText);
        var issuer = save.Issuer.Trim();
        if (ExportAddress.Normalize("https", issuer, allowPrivate) is null || new Uri(issuer).Query.Length > 0)
            errors.Add("issuer", "An address on the internet such as https://login.example.com is needed here. Your operator can allow private networks.");
        if (save.Scopes?.Contains("openid") != true || save.Scopes.Count > MostScopes
            || save.Scopes.Any(scope => scope.Length is 0 or > LongestName || scope.Any(letter => letter is <= ' ' or '"' or '\\' or > '~')))
            errors.Add("scopes", $"Up to {MostScopes} names of scopes are needed here, openid among them.");
        if (save.Secret?.Length > LongestText)
            errors.Add("secret", $"At most {LongestText} characters fit here.");
        if (!string.IsNullOrWhiteSpace(save.SsoUrl) || !string.IsNullOrWhiteSpace(save.Certificates))
            errors.Add("ssoUrl", "Only SAML has an address and certificates of its own here.");
    }

    /// <summary>What is not known yet may be absent as long as nobody signs in: most providers ask for SaaSGate's addresses before they tell theirs.</summary>
    private static void CheckSaml(SaveProvider save, FieldErrors errors)
    {
        if (save.Issuer.Trim().Length > 0 || save.Enabled)
            errors.Text("issuer", save.Issuer, LongestAddress);
        // Only browsers go there, and a company's own provider may stand in its own network.
        if ((!string.IsNullOrWhiteSpace(save.SsoUrl) || save.Enabled)
            && !(save.SsoUrl?.Trim() is { Length: <= LongestAddress } place && Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
                && address.UserInfo.Length == 0 && address.Fragment.Length == 0))
            errors.Add("ssoUrl", "An address such as https://login.example.com/saml is needed here.");
        string? wrong = null;
        if (!string.IsNullOrWhiteSpace(save.Certificates) || save.Enabled)
            SamlCertificates.Normalize(save.Certificates ?? "", out wrong);
        if (wrong is not null)
            errors.Add("certificates", wrong);
        if (!string.IsNullOrEmpty(save.ClientId) || !string.IsNullOrEmpty(save.Secret) || save.Scopes?.Count > 0)
            errors.Add("clientId", "SAML knows no client id, secret or scopes.");
    }
}
