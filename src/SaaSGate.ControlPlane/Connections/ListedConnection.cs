using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>A Claude endpoint with its credential, of which only a hint is shown, and how it does.</summary>
/// <param name="Id">Its id, <c>con_…</c>.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="BaseUrl">Where Claude answers.</param>
/// <param name="CredentialHint">Last four characters of the credential.</param>
/// <param name="Regions">Regions whose gateways may use it; none for all.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Health">Whether Claude answers over it.</param>
/// <param name="Credential">What is known of the credential.</param>
/// <param name="Previous">The one before it, while it is kept.</param>
/// <param name="BeyondPlan">Whether the organisation has it beyond its plan: it goes on, and no more skills can use it.</param>
/// <param name="Version">Grows with every change of the credential; the ETag.</param>
internal sealed record ListedConnection(
    string Id, string Name, string BaseUrl, string CredentialHint, IReadOnlyList<string> Regions, DateTimeOffset CreatedAt, ConnectionHealth Health, ShownCredential Credential,
    ShownCredential? Previous, bool BeyondPlan, long Version)
{
    public static ListedConnection Of(ConnectionView view, ConnectionHealth health) => new(
        view.Id, view.Name, view.BaseUrl, view.CredentialHint, view.Regions, view.CreatedAt, health,
        new(view.CredentialKind, view.CredentialHint, view.CredentialSince, view.CredentialCheckedAt, view.CredentialCheck),
        view is { PreviousKind: { } kind, PreviousSince: { } since } ? new(kind, view.PreviousHint ?? "", since, null, null) : null, view.BeyondPlan, view.Version);
}
