using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>The people of the demo. A new password ends every earlier sign-in, and is enough by itself.</summary>
internal sealed class DemoPeople(IServiceScopeFactory scopes, MemberStore members, AuthenticatorStore authenticators, TimeProvider clock)
{
    private const int PasswordLength = 20;
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>Sees to a person who can sign in, with a new password.</summary>
    /// <returns>The person's id and sign-in.</returns>
    public async Task<(string UserId, DemoPerson SignIn)> EnsureAsync(
        Id<Organisation> organisation, string email, string name, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<SaaSGateUser>>();
        var password = RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);
        var user = await users.FindByEmailAsync(email);
        if (user is null)
        {
            user = new() { Id = Id<User>.New(clock).Value, UserName = email, Email = email, EmailConfirmed = true, DisplayName = name, LockoutEnabled = true };
            Check(await users.CreateAsync(user, password));
        }
        else
        {
            await authenticators.RemoveAsync(user.Id, cancellationToken);
            user.LockoutEnd = null;
            user.AccessFailedCount = 0;
            Check(await users.RemovePasswordAsync(user));
            Check(await users.AddPasswordAsync(user, password));
        }

        await EnsureMemberAsync(organisation, new(user.Id, name, email, roles), cancellationToken);
        return (user.Id, new(email, password));
    }

    /// <summary>Sees to a member; one without roles has left, and cannot sign in.</summary>
    public async Task EnsureMemberAsync(Id<Organisation> organisation, MemberView member, CancellationToken cancellationToken)
    {
        var known = await members.FindAsync(organisation, member.Id, cancellationToken);
        if (known is null || !known.Roles.SequenceEqual(member.Roles))
            await members.SaveAsync(organisation, member, Actor.System, cancellationToken);
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The demo's people could not be kept: {result}");
    }
}
