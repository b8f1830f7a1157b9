using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Federation;

/// <summary>An identity provider of an organisation, with its sealed secret.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="ProviderKinds"/>; never changed.</param>
/// <param name="Issuer">Its issuer, exactly; of a SAML provider its entity id, empty until that is known.</param>
/// <param name="What">All that can be changed.</param>
/// <param name="Version">For ETags.</param>
public sealed record KnownProvider(Id<Organisation> Organisation, Id<IdentityProvider> Id, string Kind, string Issuer, IdentityProviderDraft What, long Version)
{
    /// <summary>Whether it speaks SAML.</summary>
    public bool IsSaml => Kind == ProviderKinds.Saml;
}
