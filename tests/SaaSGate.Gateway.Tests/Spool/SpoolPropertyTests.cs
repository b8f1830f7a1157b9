using CsCheck;
using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>Any order of operations, restarts and power cuts, beside a model that is a list.</summary>
public sealed class SpoolPropertyTests
{
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (12, Gen.Select(Gen.Frequency((9, Gen.Int[0, 3000]), (1, Gen.Int[3000, 40_000])), Gen.Bool, Step (bytes, durable) => new Append(bytes, durable))),
        (3, Gen.Int[0, 30_000].Select(Step (bytes) => new Reserve(bytes))),
        (2, Gen.Const<Step>(new Release())),
        (2, Gen.Int[0, 100].Select(Step (percent) => new Trim(percent))),
        (2, Gen.Const<Step>(new Read())),
        (1, Gen.Const<Step>(new Reopen())),
        (1, Gen.Const<Step>(new Kill())),
        (2, Gen.Int[0, int.MaxValue].Select(Step (seed) => new CutPower(seed))));

    [Fact]
    public async Task Behaves_like_a_list_whatever_is_done_to_it() => await Steps.Array[1, 60].SampleAsync(
        async steps =>
        {
            using var directory = new SpoolDirectory { MaxBytes = 10 * SegmentBytes, SyncInterval = TimeSpan.FromSeconds(1) };
            var run = new Run(directory);
            foreach (var step in steps)
                await run.DoAsync(step);
            await run.DoAsync(new Reopen());
            await run.DoAsync(new Read());
            await run.EndAsync();
        },
        iter: 400, threads: 2);

    private abstract record Step;

    private sealed record Append(int Bytes, bool Durable) : Step;

    private sealed record Reserve(int Bytes) : Step;

    private sealed record Release : Step;

    private sealed record Trim(int Percent) : Step;

    private sealed record Read : Step;

    private sealed record Reopen : Step;

    private sealed record Kill : Step;

    private sealed record CutPower(int Seed) : Step;

    private sealed class Run
    {
        private readonly SpoolDirectory directory;
        private readonly List<byte[]> written = [];
        private readonly List<SpoolReservation> rooms = [];
        private RecordSpool spool;
        private ulong trimmed;
        private int appended;

        public Run(SpoolDirectory directory)
        {
            this.directory = directory;
            directory.Disk = new PowerCutDisk();
            spool = directory.Open();
        }

        public async Task DoAsync(Step step)
        {
            switch (step)
            {
                case Append append: await AppendAsync(append); break;
                case Reserve reserve: Take(reserve.Bytes); break;
                case Release when rooms.Count > 0: rooms[^1].Dispose(); rooms.RemoveAt(rooms.Count - 1); break;
                case Trim trim: spool.Trim(trimmed = Math.Max(trimmed, spool.Head.Sequence * (ulong)trim.Percent / 100)); break;
                case Read: await CheckAsync(); break;
                case Reopen: await ReopenAsync(() => spool.DisposeAsync().AsTask(), lossy: false); break;
                case Kill: await ReopenAsync(() => directory.KillAsync(spool), lossy: false); break;
                case CutPower cut: await ReopenAsync(() => CutAsync(cut.Seed), lossy: true); break;
                default: break;
            }
            Assert.True(spool.DiskBytes <= directory.MaxBytes);
            Assert.Equal(rooms.Sum(room => room.Remaining), spool.ReservedBytes);
            Assert.Equal(trimmed, spool.TrimmedSequence);
        }

        public async Task EndAsync() => await spool.DisposeAsync();

        private void Take(long bytes)
        {
            var before = spool.ReservedBytes;
            if (spool.TryReserve(bytes) is { } room)
                rooms.Add(room);
            else
                Assert.Equal(before, spool.ReservedBytes);
        }

        private async Task AppendAsync(Append append)
        {
            var cost = RecordSpool.CostOf(append.Bytes);
            var room = rooms.Find(room => room.Remaining >= cost);
            if (room is null && rooms.Count > 0 && rooms[0].TryExtend(cost))
                room = rooms[0];
            if (room is null)
                return;
            var payload = Payload((ulong)++appended, append.Bytes);
            var sequence = append.Durable ? await room.AppendDurableAsync(payload) : room.Append(payload);
            written.Add(payload);
            Assert.Equal((ulong)written.Count, sequence);
            Assert.True(!append.Durable || spool.Head.Sequence >= sequence);
        }

        private async Task CutAsync(int seed)
        {
            var disk = (PowerCutDisk)directory.Disk;
            await directory.KillAsync(spool);
            disk.Cut(new Random(seed));
        }

        private async Task ReopenAsync(Func<Task> end, bool lossy)
        {
            foreach (var room in rooms)
                room.Dispose();
            rooms.Clear();
            var (id, head) = (spool.SpoolId, spool.Head);
            await end();
            directory.Disk = new PowerCutDisk();
            spool = directory.Open();

            // What was confirmed is there; of the rest a power cut may leave any beginning, and all else leaves everything.
            var last = (int)spool.Head.Sequence;
            Assert.InRange(last, lossy ? (int)head.Sequence : written.Count, written.Count);
            Assert.Equal(id, spool.SpoolId);
            Assert.True(head.Sequence < spool.Head.Sequence || head == spool.Head);
            written.RemoveRange(last, written.Count - last);
            // A trim after the last segment was deleted may be forgotten: it is shipped again.
            Assert.True(lossy ? spool.TrimmedSequence <= trimmed : spool.TrimmedSequence == trimmed);
            trimmed = spool.TrimmedSequence;
            await CheckAsync();
        }

        private async Task CheckAsync()
        {
            await spool.SyncedAsync(spool.WrittenSequence);
            var records = await ReadAllAsync(spool);
            Assert.Equal(written.Count - (int)trimmed, records.Count);
            for (var i = 0; i < records.Count; i++)
            {
                Assert.Equal(trimmed + (ulong)i + 1, records[i].Sequence);
                Assert.Equal(written[(int)trimmed + i], records[i].Payload);
            }
        }
    }
}
