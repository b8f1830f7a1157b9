using System.Globalization;
using SaaSGate.ControlPlane.Tests.Regions;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>From the spool to the bill: gateways send again, silos break off, Stripe fails, and each recorded exchange is billed once.</summary>
public sealed class ExactnessTests(Database database) : IClassFixture<Database>
{
    /// <summary>How many exchanges are recorded.</summary>
    private const string CountVariable = "SAASGATE_BILLING_EXCHANGES";

    private const int Gateways = 4, AtOnce = 50;

    [Fact]
    public async Task Every_recorded_exchange_is_billed_once()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out var number) ? number : 1000;
        await using var world = await BillingWorld.CreateAsync(database, seed: 3, start: TimeProvider.System.GetUtcNow().AddHours(-3));
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(3));

        // 1. Recorded, by gateways that send again what was taken in, to silos that break off in the middle and to two at once.
        await Task.WhenAll(Enumerable.Range(0, Gateways).Select(gateway => Task.Run(() => ShipAsync(world.Tenant, gateway, count / Gateways))));
        Assert.Equal((long)count, await world.Tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
        Assert.Equal((decimal)count, await world.Tenant.PeekAsync<decimal>("select sum(quantity) from tenant.usage_hours where organisation_id = $1"));

        // 2. Told to Stripe, which fails, loses answers and is away for longer than it knows identifiers.
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost, world.Stripe.Faults.Limited) = (0.3, 0.4, 0.1);
        await world.PassAsync(TimeSpan.FromHours(2));
        world.Stripe.Faults.Down = true;
        await world.PassAsync(TimeSpan.FromHours(30));
        world.Stripe.Faults.Down = false;
        await world.PassAsync(TimeSpan.FromDays(1));
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost, world.Stripe.Faults.Limited) = (0, 0, 0);
        await world.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(count, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        Assert.DoesNotContain(await world.Usage.ReconciliationsAsync(world.Organisation, 10, CancellationToken.None), day => day.Difference != 0);
    }

    private async Task ShipAsync(TestTenant tenant, int seed, int count)
    {
        var (chance, gateway, spool) = (new Random(seed), Contracts.Ids.Id<Contracts.Ids.Gateway>.New(TimeProvider.System).Value, Guid.NewGuid().ToString("n"));
        RecordIngest[] silos = [new(database.Tenants, TimeProvider.System), new(database.Tenants, TimeProvider.System)];
        var records = new List<IngestRecord>();
        for (var i = 0; i < count; i++)
            foreach (var frame in RecordTests.Exchange(tenant))
            {
                frame.Sequence = (ulong)records.Count + 1;
                records.Add(new(frame, frame.Started is null ? null : new RecordedRequest("{\0}"u8.ToArray(), ["hello"u8.ToArray()], "hello")));
            }

        for (var sent = 0; sent < records.Count;)
        {
            // What was not acknowledged comes again, and what was now and then too.
            var from = Math.Max(0, sent - chance.Next(30));
            var batch = new IngestBatch(tenant.Organisation, gateway, "reg_1", spool, records.GetRange(from, Math.Min(AtOnce * 4, records.Count - from)));
            var last = (int)batch.Records[^1].Frame.Sequence;
            var outcome = chance.Next(6);
            try
            {
                using var broken = new CancellationTokenSource();
                if (outcome == 0)
                    broken.CancelAfter(TimeSpan.FromMilliseconds(chance.Next(40)));
                await Task.WhenAll(silos.Take(outcome == 1 ? 2 : 1).Select(silo => silo.IngestAsync(batch, broken.Token)));

                // The acknowledgement is lost now and then.
                if (outcome != 2)
                    sent = Math.Max(sent, last);
            }
            catch (Exception failed) when (failed is OperationCanceledException or Npgsql.NpgsqlException or InvalidOperationException)
            {
                // Neither the gateway nor anybody else knows what of it was committed.
            }
        }
    }
}
