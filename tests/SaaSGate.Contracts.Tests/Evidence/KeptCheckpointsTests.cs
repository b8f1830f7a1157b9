using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;
using Xunit;

namespace SaaSGate.Contracts.Tests.Evidence;

/// <summary>What an organisation keeps of checkpoints catches whoever holds the installation's key.</summary>
public sealed class KeptCheckpointsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly EvidenceCase _case = new();

    [Fact]
    public void What_was_kept_agrees_in_any_form_and_order_and_however_often_it_came()
    {
        var pushed = _case.Pushed();
        var zip = _case.Write();
        Assert.Equal((2L, 2L), Whole(pushed));
        Assert.Equal((2L, 2L), Whole([$"[{pushed[1]},{pushed[0]}]", "", pushed[0]]));
        Assert.Equal((1L, 1L), Whole([pushed[1]]));

        // Other hands wrote it anew, with its names in another order and no leaves.
        var other = JsonNode.Parse(pushed[0])!.AsObject();
        other.Remove("leaves");
        other["checkpoint"] = new JsonObject(other["checkpoint"]!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        Assert.Equal((1L, 1L), Whole([other.ToJsonString(new JsonSerializerOptions { WriteIndented = false })]));

        (long, long)? Whole(IEnumerable<string> kept)
        {
            var verdict = _case.VerifyAgainst(kept, zip);
            Assert.Empty(verdict.Problems);
            return verdict.Kept;
        }
    }

    [Fact]
    public void History_that_was_written_anew_and_signed_with_the_right_key_is_caught()
    {
        using var forged = Forged();
        var zip = forged.Write();
        Assert.Empty(forged.Verify(zip).Problems);
        var verdict = forged.VerifyAgainst(_case.Pushed(), zip);
        Assert.Equal(("rewritten", "checkpoint/1", "Checkpoint 1 is not the one that you kept, though both are signed: history was written anew."), Told(verdict));
        Assert.Equal((2L, 0L), verdict.Kept);

        // The one behind the forged one is enough: it names the one before.
        _case.Check("ses_a");
        Assert.Equal(["ses_a/5", "checkpoint/2", "checkpoint/3"], forged.VerifyAgainst([_case.Pushed()[2]], zip).Problems.Select(problem => problem.Where));
        // And so is having been told both stories.
        Assert.Equal(("rewritten", "checkpoint/1"), Where(_case.VerifyAgainst([_case.Pushed()[0], forged.Pushed()[0]], _case.Write())));
    }

    [Fact]
    public void History_that_was_written_anew_under_other_numbers_is_caught_whatever_time_it_says()
    {
        // It says that it was made before all that was kept.
        using var forged = Forged();
        var verdict = forged.VerifyAgainst(_case.Pushed(), Apart(forged, Start.AddHours(-1)));
        Assert.Equal((2L, 0L), verdict.Kept);
        Assert.Equal(["ses_a/5", "ses_b/2", "checkpoint/1000001", "checkpoint/1000001"], verdict.Problems.Select(problem => problem.Where));
        Assert.Equal("Checkpoint 1000001 says a time that does not go with that of checkpoint 1, which you kept: history was written anew.", verdict.Problems[2].Message);

        // It claims a time before it.
        verdict = forged.VerifyAgainst(_case.Pushed(), Apart(forged, Start.AddHours(-1), manifest => manifest with
        {
            Scope = new(EvidenceScope.OrganisationKind, [], null, Start.AddHours(-2), Start.AddHours(-1)),
            Complete = new(1000001, 1000001),
        }));
        Assert.Equal(["ses_a/5", "ses_b/2"], verdict.Problems.Select(problem => problem.Where).Take(2));

        // It says a time at which what was kept was hardly made.
        Assert.Equal(("changed", "ses_a/5"), Where(forged.VerifyAgainst(_case.Pushed(), Apart(forged, Start.AddSeconds(70)))));
    }

    [Fact]
    public void What_was_kept_says_nothing_of_evidence_that_it_does_not_touch()
    {
        using var forged = Forged();
        var bare = JsonNode.Parse(_case.Pushed()[0])!.AsObject();
        bare.Remove("leaves");
        Assert.Equal(
            ("apart", "checkpoint/1000001", "None of the 1 checkpoints that you kept is in it, follows from one that is, or names a record of it: they cannot tell whether history was written anew. Bring those of its time."),
            Told(forged.VerifyAgainst([bare.ToJsonString()], Apart(forged, Start.AddMinutes(30)))));
    }

    [Fact]
    public void Evidence_that_says_it_was_made_before_what_is_in_it_is_refused()
    {
        Assert.Equal(
            ("changed", "manifest.json", "The manifest says that it was made before checkpoint 2, which is in it."),
            Told(_case.Verify(Sessions(_case, madeAt: Start.AddSeconds(59)))));
        Assert.Empty(_case.Verify(Sessions(_case, madeAt: Start.AddSeconds(60))).Problems);
        // A time that was yet to come could be claimed once.
        Assert.Empty(_case.Verify(_case.Write(change: manifest => manifest with { MadeAt = Start.AddMinutes(59) })).Problems);
    }

    [Fact]
    public void A_tail_that_was_taken_off_with_its_checkpoint_is_caught()
    {
        var (before, backdated) = (_case.Write(), _case.Write(change: manifest => manifest with { MadeAt = Start.AddSeconds(60) }));
        var bySession = Sessions(_case);
        _case.AddExchange("ses_a", "exc_a5");
        _case.Check("ses_a");
        var kept = _case.Pushed();
        Assert.Equal(
            ("cut_off", "ses_a/6", "Session ses_a is cut off after record 5: checkpoint 3 has 6 records of it."),
            Told(_case.VerifyAgainst(kept, bySession)));
        var verdict = _case.VerifyAgainst(kept, before);
        Assert.Equal(["ses_a/6", "checkpoint/3"], verdict.Problems.Select(problem => problem.Where));
        Assert.Equal("Checkpoint 3, which you kept, is missing: it lies in the time that is claimed.", verdict.Problems[1].Message);
        Assert.Equal(["ses_a/6", "checkpoint/3"], _case.VerifyAgainst(kept, backdated).Problems.Select(problem => problem.Where));
    }

    [Fact]
    public void What_was_kept_must_be_signed_and_of_this_organisation()
    {
        using var stranger = new EvidenceCase();
        Assert.Equal(("forged", "checkpoint/1"), Where(_case.VerifyAgainst([stranger.Pushed()[0], _case.Pushed()[1]], _case.Write())));
        var changed = _case.Pushed()[0].Replace("10:00:00", "10:00:01", StringComparison.Ordinal);
        Assert.Equal(("forged", "checkpoint/1", "Checkpoint 1, as you kept it, is not what was signed: it was changed, or the signature was."), Told(_case.VerifyAgainst([changed, _case.Pushed()[1]], _case.Write())));
        foreach (var (kept, message) in new[]
        {
            ("{}", "Line 1 of the checkpoints that you kept is no checkpoint."),
            ("nonsense", "Line 1 of the checkpoints that you kept is no checkpoint."),
            ("", "None of the checkpoints that you kept is of this organisation."),
            (_case.Pushed()[0].Replace("org_a", "org_b", StringComparison.Ordinal), "None of the checkpoints that you kept is of this organisation."),
        })
            Assert.Equal(message, Assert.Throws<EvidenceException>(() => _case.VerifyAgainst([kept], _case.Write())).Message);
    }

    public void Dispose() => _case.Dispose();

    /// <summary>Another history of the same sessions, signed anew with the right key.</summary>
    private EvidenceCase Forged()
    {
        var forged = new EvidenceCase { Signer = Signer.Import(_case.Signer.Export()) };
        forged.Checkpoints.Clear();
        forged.Check("ses_a");
        forged.Check("ses_b");
        return forged;
    }

    private static byte[] Sessions(EvidenceCase history, DateTimeOffset? madeAt = null) => history.Write(change: manifest => manifest with
    {
        Scope = new(EvidenceScope.SessionsKind, ["ses_a", "ses_b"], null, null, null),
        Complete = new(0, 0),
        MadeAt = madeAt ?? manifest.MadeAt,
    });

    /// <summary>Evidence of the sessions under one checkpoint, far behind all that was kept.</summary>
    private static byte[] Apart(EvidenceCase history, DateTimeOffset at, Func<EvidenceManifest, EvidenceManifest>? change = null)
    {
        const long Number = 1000001;
        List<CheckpointLeaf> leaves = [.. history.Chains.OrderBy(chain => chain.Key, StringComparer.Ordinal).Select(chain => new CheckpointLeaf(chain.Key, chain.Value.Count, chain.Value[^1].Hash))];
        var document = Checkpoint.Over(leaves, EvidenceCase.Organisation, Number, at, Commitment.Genesis, history.Signer.KeyId).ToDocument();
        history.Checkpoints.Clear();
        history.Checkpoints.Add((document, history.Signer.Sign(document), leaves));
        return history.Write(change: manifest =>
        {
            var apart = manifest with
            {
                Scope = new(EvidenceScope.SessionsKind, ["ses_a", "ses_b"], null, null, null),
                Checkpoints = new(Number, Number),
                Complete = new(0, 0),
                MadeAt = at,
            };
            return change?.Invoke(apart) ?? apart;
        });
    }

    private static (string, string) Where(EvidenceVerdict verdict) => (verdict.Problems[0].Kind, verdict.Problems[0].Where);

    private static (string, string, string) Told(EvidenceVerdict verdict) => (verdict.Problems[0].Kind, verdict.Problems[0].Where, verdict.Problems[0].Message);
}
