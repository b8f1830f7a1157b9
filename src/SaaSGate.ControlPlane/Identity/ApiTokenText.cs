using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>API tokens carry their organisation.</summary>
internal static class ApiTokenText
{
    public static string Create(Id<Organisation> organisation) => SecretText.CreateIn(SecretText.ApiToken, organisation);

    public static bool TryReadOrganisation(string token, out Id<Organisation> organisation) => SecretText.TryReadOrganisation(token, SecretText.ApiToken, out organisation);
}
