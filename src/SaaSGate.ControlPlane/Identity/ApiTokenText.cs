using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>API tokens carry their organisation, since only inside it can they be looked up.</summary>
internal static class ApiTokenText
{
    private const int OrganisationDigits = 26;

    public static string Create(Id<Organisation> organisation) => SecretText.Create(SecretText.ApiToken, organisation.Value[(Organisation.Prefix.Length + 1)..]);

    public static bool TryReadOrganisation(string token, out Id<Organisation> organisation)
    {
        organisation = default;
        return SecretText.IsWellFormed(token, SecretText.ApiToken, OrganisationDigits)
            && Id<Organisation>.TryParse($"{Organisation.Prefix}_{token.AsSpan(SecretText.ApiToken.Length, OrganisationDigits)}", out organisation);
    }
}
