using System.Collections.Concurrent;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Gateway.View;

/// <summary>The tenants of this gateway's region. A tenant changes atomically; the key index only says where to look.</summary>
internal sealed class GatewayView
{
    private readonly ConcurrentDictionary<string, TenantView> _tenants = new();
    private readonly ConcurrentDictionary<KeyHash, string> _organisationOfKey = new();
    private readonly ConcurrentDictionary<(string Issuer, string Audience), string> _organisationOfIssuer = new();
    private volatile string _ownIssuer = "";
    private ulong _position;

    /// <summary>Every snapshot up to this position of the view log is here.</summary>
    public ulong Position => Volatile.Read(ref _position);

    /// <summary>Held while tenants come, change and go; whoever changes one only where it still is what it was holds it from before that look.</summary>
    public Lock Changing { get; } = new();

    /// <summary>All tenants there are.</summary>
    public IEnumerable<TenantView> Tenants => _tenants.Values;

    public TenantView? Find(string organisationId) => _tenants.GetValueOrDefault(organisationId);

    /// <summary>The credential for a key and the tenant it belongs to, or null when no tenant knows it.</summary>
    public (TenantView Tenant, SkillCredential Credential)? Find(KeyHash key) =>
        _organisationOfKey.TryGetValue(key, out var organisation)
        && _tenants.TryGetValue(organisation, out var tenant)
        && tenant.Keys.TryGetValue(key, out var credential)
            ? (tenant, credential)
            : null;

    /// <summary>The organisation that trusts an issuer for an audience. There is at most one: of two nobody could say whose a token is.</summary>
    public (TenantView Tenant, IssuerTrust Trust)? FindIssuer(string issuer, string audience) =>
        _organisationOfIssuer.TryGetValue((issuer, audience), out var organisation)
        && _tenants.TryGetValue(organisation, out var tenant)
        && tenant.Tokens.Issuers.FirstOrDefault(trust => trust.Issuer == issuer && trust.Audience == audience) is { } trust
            ? (tenant, trust)
            : null;

    /// <summary>Whether tokens of this issuer are the installation's own: nobody else speaks for it, whomever a tenant trusts.</summary>
    public bool IsOwnIssuer(string issuer) => _ownIssuer.Length > 0 && _ownIssuer == issuer;

    public void Replace(TenantView tenant)
    {
        using var changing = Changing.EnterScope();
        _tenants.TryGetValue(tenant.OrganisationId, out var before);
        if (before?.Version > tenant.Version)
            return;
        foreach (var key in tenant.Keys.Keys)
            _organisationOfKey[key] = tenant.OrganisationId;
        foreach (var trust in tenant.Tokens.Issuers)
            _organisationOfIssuer[(trust.Issuer, trust.Audience)] = tenant.OrganisationId;
        if (tenant.Tokens.Issuer.Length > 0)
            _ownIssuer = tenant.Tokens.Issuer;
        _tenants[tenant.OrganisationId] = tenant;
        foreach (var key in before?.Keys.Keys ?? [])
        {
            if (!tenant.Keys.ContainsKey(key))
                _organisationOfKey.TryRemove(key, out _);
        }
        foreach (var trust in before?.Tokens.Issuers ?? [])
        {
            if (!tenant.Tokens.Issuers.Any(kept => kept.Issuer == trust.Issuer && kept.Audience == trust.Audience))
                _organisationOfIssuer.TryRemove(KeyValuePair.Create((trust.Issuer, trust.Audience), tenant.OrganisationId));
        }
    }

    public void Remove(string organisationId)
    {
        using var changing = Changing.EnterScope();
        if (!_tenants.TryRemove(organisationId, out var before))
            return;
        foreach (var key in before.Keys.Keys)
            _organisationOfKey.TryRemove(key, out _);
        foreach (var trust in before.Tokens.Issuers)
            _organisationOfIssuer.TryRemove(KeyValuePair.Create((trust.Issuer, trust.Audience), organisationId));
    }

    /// <summary>Forgets every tenant.</summary>
    public void Clear()
    {
        using var changing = Changing.EnterScope();
        Volatile.Write(ref _position, 0);
        foreach (var organisation in _tenants.Keys)
            Remove(organisation);
    }

    public void CompleteTo(ulong position)
    {
        if (position > Volatile.Read(ref _position))
            Volatile.Write(ref _position, position);
    }
}
