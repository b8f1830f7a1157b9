using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Connections;

/// <summary>A connection that is to be registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="BaseUrl">Where Claude answers.</param>
/// <param name="CredentialSealed">The credential, under the master key.</param>
/// <param name="CredentialHint">Its last four characters.</param>
/// <param name="Regions">Regions whose gateways may use it.</param>
public sealed record NewConnection(Id<Connection> Id, string Name, string BaseUrl, byte[] CredentialSealed, string CredentialHint, IReadOnlyList<string> Regions);
