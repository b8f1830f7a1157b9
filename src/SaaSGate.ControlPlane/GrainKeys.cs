namespace SaaSGate.ControlPlane;

/// <summary>Keys of grains that belong to an organisation: <c>org_…</c>, or <c>org_…/</c> and the id of the thing.</summary>
internal static class GrainKeys
{
    /// <summary>Length of an organisation's id.</summary>
    public const int OrganisationLength = 30;

    public static string Of(string organisationId, string id) => $"{organisationId}/{id}";

    /// <summary>The organisation that a key belongs to; null for grains of the installation.</summary>
    public static string? OrganisationOf(string key) =>
        key.StartsWith("org_", StringComparison.Ordinal) && key.Length >= OrganisationLength ? key[..OrganisationLength] : null;

    /// <summary>The thing's id in a key of two parts.</summary>
    public static string IdOf(string key) => key[(OrganisationLength + 1)..];
}
