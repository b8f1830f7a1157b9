using System.Net;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Tokens;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Authentication;

/// <summary>Finds the skill behind a request's key or token. Stops are checked later, when the exchange is registered.</summary>
internal sealed class SkillAuthenticator(GatewayView view, TokenAuthenticator tokens, TokenNews news, ClientAddress addresses, TimeProvider clock)
{
    private const int LongestKey = 256;
    private const string Bearer = "Bearer ";

    /// <summary>The skill, or the refusal.</summary>
    public (AuthenticatedSkill? Skill, Problem? Refusal) Authenticate(HttpContext context)
    {
        if (ReadKey(context.Request.Headers) is not { Length: > 0 } key)
            return (null, GatewayProblems.KeyMissing);
        if (SignedToken.IsMeantBy(key))
            return tokens.Authenticate(key);
        if (key.Length > LongestKey || view.Find(KeyHash.Of(key)) is not var (tenant, credential) || tenant.FindSkill(credential.SkillId) is not { } entry)
            return (null, GatewayProblems.KeyUnknown);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        if (now >= credential.ExpiresAt || now >= entry.Skill.ExpiresAt)
            return (null, GatewayProblems.KeyExpired);
        if (credential.Networks.Count > 0 && !(addresses.Of(context) is { } from && IsIn(credential.Networks, from)))
        {
            news.Refused(tenant.OrganisationId, credential.KeyId, "network");
            return (null, GatewayProblems.NetworkRefused);
        }

        if (entry.Connection is not { } connection)
            return (null, GatewayProblems.KeyUnknown);
        return entry.Policies.Set is null
            ? (null, tenant.Policies.AreRead ? GatewayProblems.PolicyUnreadable : GatewayProblems.PolicyLoading)
            : (new AuthenticatedSkill(tenant, entry, connection, credential.KeyId, Math.Min(credential.ExpiresAt, entry.Skill.ExpiresAt)), null);
    }

    /// <summary>Whether what was found is still so: no other view has come, and nothing has ended.</summary>
    public bool StillHolds(AuthenticatedSkill skill) =>
        ReferenceEquals(view.Find(skill.Tenant.OrganisationId), skill.Tenant) && clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000 < skill.Until;

    private static bool IsIn(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    private static string? ReadKey(IHeaderDictionary headers)
    {
        // Two values of one header could be read in two ways; neither is taken.
        if (headers["x-api-key"] is { Count: 1 } direct)
            return direct[0];
        return headers.Authorization is { Count: 1 } authorization && authorization[0] is { } text && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text[Bearer.Length..].Trim()
            : null;
    }
}
