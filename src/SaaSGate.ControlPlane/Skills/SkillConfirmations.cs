using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.ControlPlane.Skills;

/// <summary>Sees from time to time to skills that come up for confirmation.</summary>
internal sealed class SkillConfirmations(SkillConfirmationStore store, LiveNotices notices)
{
    public async Task SeeToAllAsync(CancellationToken cancellationToken)
    {
        foreach (var due in await store.ListDueAsync(cancellationToken))
        {
            if (Id<Organisation>.TryParse(due, out var organisation))
                notices.FeedAdvanced(await store.SeeToAsync(organisation, cancellationToken));
        }
    }
}
