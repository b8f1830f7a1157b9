using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Search;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class KnownWordsTests
{
    private static readonly Id<Organisation> _one = Id<Organisation>.New(TimeProvider.System), _other = Id<Organisation>.New(TimeProvider.System);
    private readonly KnownWords _known = new();
    private readonly Vocabulary _vocabulary = new();

    [Fact]
    public void A_word_is_new_until_it_is_committed_and_for_each_organisation_and_month()
    {
        Assert.Equal(["invoice", "order"], New(_one, 1));
        Assert.Equal(["invoice", "order"], New(_one, 1)); // the transaction was undone
        _known.Add(_one, [(new(2026, 1, 1), "order")]);
        Assert.Equal(["invoice"], New(_one, 1));
        Assert.Equal(["invoice"], New(_one, 1)); // noted with the word
        Assert.Equal(["invoice", "order"], New(_one, 2));
        Assert.Equal(["invoice", "order"], New(_other, 1));
        Assert.Equal(["invoice"], New(_one, 1));
    }

    [Fact]
    public void What_is_forgotten_is_new_again()
    {
        _known.Add(_one, [(new(2026, 1, 1), "order")]);
        Assert.Equal(["invoice"], New(_one, 1));
        _known.Add(_other, [.. Enumerable.Range(0, 300_000).Select(i => (new DateOnly(2026, 1, 1), FormattableString.Invariant($"w{i}")))]);
        Assert.Equal(["invoice", "order"], New(_one, 1));
    }

    /// <summary>Neither numbers nor what is short or very long, which nobody types wrong.</summary>
    private IEnumerable<string> New(Id<Organisation> organisation, int month)
    {
        var document = new SearchDocument(_vocabulary)
        {
            ExchangeId = "exc_1",
            StartedAt = new(2026, month, 9, 0, 0, 0, TimeSpan.Zero),
            SessionId = "ses_1",
            SkillId = "skl_1",
        };
        document.Text($"Order 4711 of the invoice abc {new string('z', 25)}", TextPlace.Given);
        document.Close();
        return _known.New(organisation, [document], _vocabulary).Select(word => word.Word);
    }
}
