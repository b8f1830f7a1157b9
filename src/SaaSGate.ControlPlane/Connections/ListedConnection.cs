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
internal sealed record ListedConnection(
    string Id, string Name, string BaseUrl, string CredentialHint, IReadOnlyList<string> Regions, DateTimeOffset CreatedAt, ConnectionHealth Health)
{
    public static ListedConnection Of(ConnectionView view, ConnectionHealth health) =>
        new(view.Id, view.Name, view.BaseUrl, view.CredentialHint, view.Regions, view.CreatedAt, health);
}
