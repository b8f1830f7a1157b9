using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

public sealed class InterruptionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-interruptions-");

    private static CancellationToken Cancellation => Bounded.Cancellation;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Closes_what_was_begun_or_said_to_be_open_and_nothing_that_has_ended()
    {
        await using (var before = Open())
        {
            await WriteAsync(
                before,
                new() { ExchangeId = "begun", OrganisationId = "org", Started = new() },
                new() { ExchangeId = "ended", OrganisationId = "org", Started = new() },
                new() { ExchangeId = "carried", OrganisationId = "org", StillOpen = new() },
                new() { ExchangeId = "ended", OrganisationId = "org", StillOpen = new() },
                new() { ExchangeId = "ended", OrganisationId = "org", Ended = new() { Outcome = "completed" } });
        }

        await using var spool = Open();
        Assert.Equal(2, (await Interruptions.RecordAsync(spool, TimeProvider.System, Cancellation)).Closed);

        var records = await SpoolRecords.OfAsync(spool, Cancellation);
        Assert.Equal(
            [("begun", "interrupted"), ("carried", "interrupted")],
            records.Skip(5).Select(frame => (frame.ExchangeId, frame.Ended.Outcome)).Order());
        Assert.Equal(0, (await Interruptions.RecordAsync(spool, TimeProvider.System, Cancellation)).Closed);
    }

    [Fact]
    public async Task Tells_of_locks_that_may_not_be_known_elsewhere()
    {
        await using (var before = Open())
        {
            await WriteAsync(
                before,
                new() { ExchangeId = "exc_a", OrganisationId = "org", Sequence = 1, Started = new() { SkillId = "skl_a", Decision = new() { Kind = "lock" } } },
                new() { ExchangeId = "exc_b", OrganisationId = "org", Sequence = 2, Started = new() { SkillId = "skl_b", Decision = new() { Kind = "allow" } } },
                new() { ExchangeId = "exc_b", OrganisationId = "org", Sequence = 3, Withheld = new() { Kind = "block" } },
                new() { ExchangeId = "exc_b", OrganisationId = "org", Sequence = 4, Withheld = new() { Kind = "lock" } });
        }

        await using var spool = Open();
        var (_, locks) = await Interruptions.RecordAsync(spool, TimeProvider.System, Cancellation);
        Assert.Equal([("skl_a", "exc_a", 1UL), ("skl_b", "exc_b", 4UL)], locks.Select(held => (held.Skill, held.Exchange, held.Sequence)));
    }

    private static async Task WriteAsync(RecordSpool spool, params RecordFrame[] frames)
    {
        using var room = spool.TryReserve(64 * 1024)!;
        foreach (var frame in frames)
            await room.AppendDurableAsync(frame.ToByteArray());
    }

    private RecordSpool Open() => RecordSpool.Open(
        new SpoolOptions { Directory = _folder.FullName, SegmentBytes = 64 * 1024, MaxBytes = 1024 * 1024 }, NullLoggerFactory.Instance);
}
