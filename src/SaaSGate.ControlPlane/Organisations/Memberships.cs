using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Changes who belongs to an organisation, and lets portals follow: what they hold open is cut off, and opens again as far as the roles allow.</summary>
internal sealed class Memberships(MemberStore members, LiveNotices notices)
{
    public async Task SaveAsync(Id<Organisation> organisation, MemberView member, Actor actor, CancellationToken cancellationToken)
    {
        notices.FeedAdvanced(organisation.Value, await members.SaveAsync(organisation, member, actor, cancellationToken));
        notices.SignInEnded(new(organisation.Value, member.Id, null, Everywhere: false));
    }
}
