namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Plans of tests that allow so many people.</summary>
internal static class Seats
{
    /// <summary>Lets acme have as many people as it has, and so many more.</summary>
    public static Task SeatsAsync(this ControlPlaneFixture app, int more) => app.RunAsync(
        """
        insert into tenant.plan_limits (organisation_id, plan, seats)
        select $1, 'team', $2 + (select count(*) from tenant.members m where m.organisation_id = $1 and m.roles <> '{}')
        on conflict (organisation_id) do update set seats = excluded.seats, growth_stopped = false
        """, Scenes.Acme.Value, more);
}
