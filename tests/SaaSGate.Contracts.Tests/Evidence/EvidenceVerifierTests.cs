using System.IO.Compression;
using System.Text;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;
using Xunit;

namespace SaaSGate.Contracts.Tests.Evidence;

public sealed class EvidenceVerifierTests : IDisposable
{
    private readonly EvidenceCase _case = new();

    [Fact]
    public void What_nobody_touched_verifies()
    {
        var verdict = _case.Verify(_case.Write());
        Assert.Empty(verdict.Problems);
        Assert.Equal((2, 7L, (1L, 2L)), (verdict.Sessions, verdict.Records, verdict.Checkpoints));
        Assert.Equal([_case.Signer.KeyId], verdict.Keys);
    }

    // ---- As whoever holds the file but no key would do it: the manifest's hashes are mended by none of these ------------------------------

    [Theory]
    [InlineData(EvidenceFiles.Records, "\"decision\":{\"approval\":null,\"kind\":\"allow\"", "\"decision\":{\"approval\":null,\"kind\":\"block\"", "ses_a/1", "Record 1 of session ses_a (exchange exc_a1) was changed")]
    [InlineData(EvidenceFiles.Findings, "EMAIL_7KQ2", "EMAIL_0000", "ses_a/2", "What was found in Record 2 of session ses_a (exchange exc_a2) was changed")]
    [InlineData("exchanges/exc_a4/response", "answer", "anSwer", "ses_a/5", "The response of Record 5 of session ses_a (exchange exc_a4) was changed")]
    [InlineData("exchanges/exc_b1/skeleton", ",", ";", "ses_b/1", "The request of Record 1 of session ses_b (exchange exc_b1) was changed")]
    [InlineData(EvidenceFiles.Checkpoints, "10:01:00", "10:01:01", "checkpoint/2", "Checkpoint 2 is not what was signed")]
    [InlineData(EvidenceFiles.Manifest, "2026-11-01T11:00:00", "2026-11-01T11:00:01", EvidenceFiles.Manifest, "The manifest is not what was signed")]
    [InlineData(EvidenceFiles.Readme, "Read", "read", EvidenceFiles.Readme, "README.txt was changed")]
    public void A_changed_byte_is_named(string file, string what, string by, string where, string message)
    {
        var changed = false;
        var verdict = _case.Verify(EvidenceCase.Change(_case.Write(), file, content =>
        {
            var text = Encoding.UTF8.GetString(content);
            var at = text.IndexOf(what, StringComparison.Ordinal);
            changed = at >= 0;
            return Encoding.UTF8.GetBytes(text[..at] + by + text[(at + what.Length)..]);
        }));
        Assert.True(changed);
        Assert.Equal(where, verdict.Problems[0].Where);
        Assert.StartsWith(message, verdict.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_block_is_named_by_itself()
    {
        var zip = _case.Write();
        string name;
        using (var archive = new ZipArchive(new MemoryStream(zip)))
            name = archive.Entries.Single(entry => entry.FullName.StartsWith("blocks/", StringComparison.Ordinal) && Text(entry).Contains("exc_a3", StringComparison.Ordinal)).FullName;
        var problem = _case.Verify(EvidenceCase.Change(zip, name, content => [.. content, 1]))!.Problems[0];
        Assert.Equal(("ses_a/4", $"Block 2 of the request of Record 4 of session ses_a (exchange exc_a3) was changed ({name})."), (problem.Where, problem.Message));
    }

    [Fact]
    public void Every_single_change_of_any_byte_is_caught()
    {
        var zip = _case.Write();
        var random = new Random(7);
        List<string> names;
        using (var archive = new ZipArchive(new MemoryStream(zip)))
            names = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Contains(EvidenceFiles.Records, names);
        for (var round = 0; round < 600; round++)
        {
            var (name, at) = (names[round % names.Count], 0);
            var verdict = _case.Verify(EvidenceCase.Change(zip, name, content =>
            {
                at = random.Next(content.Length);
                content[at] ^= (byte)(1 << random.Next(8));
                return content;
            }));
            Assert.True(!verdict.Verified, $"A change of byte {at} of {name} was not caught.");
        }
    }

    // ---- As whoever holds the installation's key would do it: all that is not in the chain or a checkpoint is made anew -------------------

    [Fact]
    public void A_removed_record_is_named()
    {
        var records = Lines("ses_a").Where((_, i) => i != 1).Concat(Lines("ses_b"));
        Named(_case.Write(records), "missing", "ses_a/2", "Record 2 of session ses_a is missing, and no record says that it was deleted.");
    }

    [Fact]
    public void Removed_records_are_named_together()
    {
        var records = Lines("ses_a").Where((_, i) => i is 0 or 4).Concat(Lines("ses_b"));
        Named(_case.Write(records), "missing", "ses_a/2", "Records 2 to 4 of session ses_a are missing, and no record says that they were deleted.");
    }

    [Fact]
    public void A_removed_tail_is_named()
    {
        var records = Lines("ses_a").Take(3).Concat(Lines("ses_b"));
        Named(_case.Write(records), "cut_off", "ses_a/4", "Session ses_a is cut off after record 3: checkpoint 1 has 5 records of it.");
    }

    [Fact]
    public void A_removed_tail_is_named_even_if_the_manifest_claims_less()
    {
        var records = Lines("ses_a").Concat(Lines("ses_b").Take(1));
        var zip = _case.Write(records, manifest => manifest with { Sessions = [.. manifest.Sessions.Select(session => session.SessionId == "ses_b" ? session with { Sequence = 1 } : session)] });
        Named(zip, "cut_off", "ses_b/2", "Session ses_b is cut off after record 1: checkpoint 2 has 2 records of it.");
    }

    [Fact]
    public void Two_swapped_records_are_named()
    {
        var records = Lines("ses_a").ToArray();
        (records[1], records[2]) = (records[2], records[1]);
        Named(_case.Write(records.Concat(Lines("ses_b"))), "moved", "ses_a/2", "Record 2 of session ses_a was moved: record 3 stands in its place.");
    }

    [Fact]
    public void A_history_made_anew_is_caught_by_the_checkpoint_that_signed_the_old_one()
    {
        using var forged = new EvidenceCase { Signer = _case.Signer };
        forged.Checkpoints.Clear();
        forged.Checkpoints.AddRange(_case.Checkpoints);
        var problem = forged.Verify(forged.Write()).Problems[0];
        Assert.Equal("ses_a/5", problem.Where);
        Assert.EndsWith("is not the one that checkpoint 1 signed: history before it was changed.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgery_signed_anew_with_another_key_is_named()
    {
        using var forged = new EvidenceCase();
        var verdict = EvidenceCase.VerifyBy(forged.Write(), _case.Signer);
        Assert.Equal(("forged", "checkpoint/1"), (verdict.Problems[0].Kind, verdict.Problems[0].Where));
        Assert.Equal($"Checkpoint 1 is signed with the key {forged.Signer.KeyId}, which is none of those you brought.", verdict.Problems[0].Message);
        Assert.Contains(verdict.Problems, problem => problem.Where == EvidenceFiles.Manifest);
        Assert.Empty(verdict.Keys);
    }

    [Fact]
    public void A_session_that_disappeared_is_named()
    {
        // Its rows are gone, and the manifest does not speak of it; the checkpoint does.
        _case.Content.Keys.Where(place => place.Item1 == "ses_a").ToList().ForEach(place => _case.Content.Remove(place));
        _case.Findings.Clear();
        var zip = _case.Write(Lines("ses_b"), manifest => manifest with { Sessions = [.. manifest.Sessions.Where(session => session.SessionId != "ses_a")] });
        Named(zip, "missing", "ses_a/1", "Session ses_a is missing: checkpoint 1 has it, and there is neither a record of it nor one of its deletion.");
        Named(
            _case.Write(Lines("ses_b")), "missing", "ses_a/1", "Session ses_a is missing: checkpoint 1 has 5 records of it, and there is neither a record of it nor one of its deletion.");
    }

    [Fact]
    public void A_session_deleted_with_its_record_verifies_and_says_why()
    {
        _case.Delete("ses_a", new() { At = DateTimeOffset.UnixEpoch, By = "system", Reason = "retention", Note = "90 days", Records = [_case.Bridge("ses_a", 1, 5)] });
        _case.Check("ses_a");
        _case.Content.Keys.Where(place => place.Item1 == "ses_a").ToList().ForEach(place => _case.Content.Remove(place));
        _case.Findings.Clear();
        var verdict = _case.Verify(_case.Write(Lines("ses_a").Skip(5).Concat(Lines("ses_b"))));
        Assert.Empty(verdict.Problems);
        Assert.Equal(new("ses_a", 6, "1970-01-01T00:00:00.000000Z", "retention", "90 days", "records 1 to 5"), Assert.Single(verdict.Deletions));
    }

    [Fact]
    public void What_is_deleted_step_by_step_verifies_over_several_bridges()
    {
        void Delete(ChainBridge bridge) =>
            _case.Delete("ses_a", new() { At = DateTimeOffset.UnixEpoch, By = "system", Reason = "retention", Note = null, Records = [bridge] });
        Delete(_case.Bridge("ses_a", 1, 2));
        _case.Check("ses_a");
        Delete(_case.Bridge("ses_a", 3, 5));
        _case.Check("ses_a");
        _case.Content.Keys.Where(place => place.Item1 == "ses_a").ToList().ForEach(place => _case.Content.Remove(place));
        _case.Findings.Clear();
        var verdict = _case.Verify(_case.Write(Lines("ses_a").Skip(5).Concat(Lines("ses_b"))));
        Assert.Empty(verdict.Problems);
        Assert.Equal(["records 1 to 2", "records 3 to 5"], verdict.Deletions.Select(deletion => deletion.What));
    }

    [Fact]
    public void A_block_deleted_alone_leaves_the_others_verifiable()
    {
        var (session, sequence) = ("ses_a", 2L);
        var gone = _case.Blocks[(session, sequence)][1];
        _case.BlocksGone.Add(Convert.ToHexStringLower(gone));
        var problem = _case.Verify(_case.Write()).Problems[0];
        Assert.Equal(("missing", "ses_a/2"), (problem.Kind, problem.Where));
        _case.Delete(session, new() { At = DateTimeOffset.UnixEpoch, By = "usr_a", Reason = "request", Note = null, Blocks = [gone] });
        _case.Check(session);
        Assert.Empty(_case.Verify(_case.Write()).Problems);
    }

    [Fact]
    public void A_bridge_that_does_not_fit_is_named()
    {
        _case.Delete("ses_a", new()
        {
            At = DateTimeOffset.UnixEpoch,
            By = "system",
            Reason = "retention",
            Note = null,
            Records = [_case.Bridge("ses_a", 2, 3) with { Before = new byte[32] }],
        });
        _case.Check("ses_a");
        _case.Content.Remove(("ses_a", 2));
        _case.Findings.Clear();
        Named(
            _case.Write(Lines("ses_a").Where((_, i) => i is not (1 or 2)).Concat(Lines("ses_b"))), "changed", "ses_a/2",
            "Records 2 to 3 of session ses_a were deleted, but what the deletion says of them does not follow from what stands before.");
    }

    [Fact]
    public void Bodies_deleted_with_a_record_verify_and_without_one_are_missing()
    {
        _case.Deleted.Add(("ses_a", 1));
        Named(
            _case.Write(), "missing", "ses_a/1",
            "What was sent and answered in Record 1 of session ses_a (exchange exc_a1) is missing, and no record says that it was deleted.");
        _case.Delete("ses_a", new() { At = DateTimeOffset.UnixEpoch, By = "usr_a", Reason = "request", Note = null, Bodies = [new(1, 1)] });
        _case.Check("ses_a");
        Assert.Empty(_case.Verify(_case.Write()).Problems);
    }

    [Fact]
    public void A_record_that_nobody_signed_yet_is_not_taken_for_proven()
    {
        _case.AddExchange("ses_b", "exc_b3");
        Named(_case.Write(), "unsigned", "ses_b/3", "Record 3 of session ses_b is in no checkpoint: nobody signed that it was there.");
    }

    [Fact]
    public void A_missing_checkpoint_is_named()
    {
        _case.AddExchange("ses_b", "exc_b3");
        _case.Check("ses_b");
        _case.Checkpoints.RemoveAt(1);
        Named(_case.Write(change: manifest => manifest with { Checkpoints = new(1, 3), Complete = new(1, 3) }), "missing", "checkpoint/2", "Checkpoint 2 is missing: number 3 stands in its place.");
    }

    [Fact]
    public void A_key_that_had_retired_by_then_counts_for_nothing()
    {
        var zip = _case.Write();
        using var file = new MemoryStream(zip);
        var retired = PublicKey.Of(_case.Signer.PublicKey, null, new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Contains("at a time when that did not sign", EvidenceVerifier.Verify(file, [retired], null, CancellationToken.None).Problems[0].Message, StringComparison.Ordinal);
    }

    // ---- Files that were made to harm ------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\x")]
    [InlineData("a\0b")]
    [InlineData("a//b")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        var zip = Added(_case.Write(), name, [1]);
        Assert.Contains(_case.Verify(zip).Problems, problem => problem.Kind == "added" && problem.Message.Contains("which no evidence has", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_read_no_further_than_its_promise()
    {
        var zip = EvidenceCase.Change(_case.Write(), EvidenceFiles.Readme, _ => new byte[300_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(EvidenceFiles.Readme, _case.Verify(zip).Problems[0].Where);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
    }

    [Fact]
    public void What_is_no_evidence_says_so()
    {
        Assert.Throws<EvidenceException>(() => _case.Verify([]));
        Assert.Throws<EvidenceException>(() => _case.Verify([.. "no zip"u8]));
        Assert.Throws<EvidenceException>(() => _case.Verify(_case.Write()[..^30]));
        using var empty = new MemoryStream();
        new ZipArchive(empty, ZipArchiveMode.Create, leaveOpen: true).Dispose();
        Assert.Throws<EvidenceException>(() => _case.Verify(empty.ToArray()));
    }

    [Fact]
    public void An_added_file_is_named() =>
        Assert.Equal(("added", "extra.txt"), _case.Verify(Added(_case.Write(), "extra.txt", [1])).Problems.Select(problem => (problem.Kind, problem.Where)).Single());

    public void Dispose() => _case.Dispose();

    private List<(byte[] Hash, byte[] Record)> Lines(string session) => _case.Chains[session];

    private void Named(byte[] zip, string kind, string where, string message)
    {
        var first = _case.Verify(zip).Problems[0];
        Assert.Equal((kind, where, message), (first.Kind, first.Where, first.Message));
    }

    private static byte[] Added(byte[] zip, string name, byte[] content)
    {
        using var output = new MemoryStream();
        output.Write(zip);
        using (var archive = new ZipArchive(output, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }

        return output.ToArray();
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
