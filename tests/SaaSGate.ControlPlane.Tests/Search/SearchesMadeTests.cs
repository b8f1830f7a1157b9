using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Search;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Search;

public sealed class SearchesMadeTests
{
    private static readonly Id<Organisation> Here = Id<Organisation>.New(TimeProvider.System);
    private readonly FakeTimeProvider _clock = new();
    private readonly SearchOptions _options = new();
    private readonly SearchesMade _made;

    public SearchesMadeTests() => _made = new(_options, _clock);

    [Fact]
    public void What_is_typed_is_one_search_when_the_keys_rest()
    {
        foreach (var typed in new[] { "", "ref", "refun", "refund o", "refund", "refund of" })
        {
            Assert.Empty(_made.Note(Of(typed)));
            _clock.Advance(TimeSpan.FromMilliseconds(300));
            Assert.Empty(_made.Rested());
        }

        _clock.Advance(_options.Rest);
        Assert.Equal(["refund of"], Words(_made.Rested()));
        Assert.Empty(_made.Rested());
    }

    [Fact]
    public void Another_search_ends_the_one_before()
    {
        Assert.Empty(_made.Note(Of("refund")));
        Assert.Empty(_made.Note(Of("ref"))); // taken back, but it was seen
        Assert.Equal(["refund"], Words(_made.Note(Of("card"))));
        Assert.Equal(["card"], Words(_made.Note(Of("card", "skill=a"))));
        Assert.Empty(_made.Note(Of("card", "skill=a", "Grace"))); // somebody else's ends nobody's
        Assert.Equal(2, _made.Rested(all: true).Count);
    }

    [Fact]
    public void The_same_is_made_again_after_a_minute()
    {
        _made.Note(Of("refund"));
        Assert.Single(_made.Rested(all: true));
        Assert.Empty(_made.Note(Of("refund")));
        Assert.Empty(_made.Rested(all: true));
        _clock.Advance(SearchesMade.Same);
        _made.Note(Of("refund"));
        Assert.Single(_made.Rested(all: true));
    }

    [Fact]
    public void Nobody_types_for_ever()
    {
        for (var i = 0; i < 31; i++)
        {
            _made.Note(Of(i % 2 == 0 ? "card" : "card number"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["card number"], Words(_made.Rested()));
    }

    private static MadeSearch Of(string words, string values = "", string who = "Ada") => new(Here, new($"usr_{who}", who), words, "", values, "");

    private static IEnumerable<string> Words(List<MadeSearch> made) => made.Select(search => search.Words);
}
