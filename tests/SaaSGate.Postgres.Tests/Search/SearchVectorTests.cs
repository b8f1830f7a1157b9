using System.Globalization;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Search;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

/// <summary>What is sent as PostgreSQL receives it is what PostgreSQL would read from a text.</summary>
public sealed class SearchVectorTests(Database database) : IClassFixture<Database>
{
    private const int Gap = 4, LastPlace = 16383, MostPlaces = 255;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public Task Words_with_their_places_and_weights() => SameAsync(
        ("Give ant and zebra to ant", TextPlace.Given), ("zebra!", TextPlace.Answer), ("ant", TextPlace.ToolInput), ("thought of a zebra", TextPlace.Thought), ("", TextPlace.Answer));

    [Fact]
    public Task Nothing_at_all() => SameAsync(("the, and!", TextPlace.Given));

    [Fact]
    public Task In_the_order_of_bytes_not_of_characters() => SameAsync(
        ("z \ufe73 \U00010437 \U00010437\U00010437 über 東京 ant ants an9 an", TextPlace.Given));

    [Fact]
    public Task In_the_order_of_bytes_where_the_first_eight_are_the_same() => SameAsync(
        ("exchange9 exchange exchange10 exchanges exchange1 exchang exchange9a 東京京 exchangé exchange1", TextPlace.Given));

    [Fact]
    public Task No_more_places_of_a_word_than_PostgreSQL_keeps() => SameAsync((string.Join(" rare ", Enumerable.Repeat("many", 300)), TextPlace.Given));

    [Fact]
    public Task Places_that_are_not_told_apart_are_one_of_the_greatest_weight() => SameAsync(
        (string.Join(' ', Enumerable.Range(0, LastPlace - 10).Select(i => $"w{i % 500}x")), TextPlace.Given),
        (string.Join(' ', Enumerable.Repeat("late w7x", 20)), TextPlace.Thought), ("late w7x", TextPlace.ToolInput), ("late once", TextPlace.Given));

    [Fact]
    public async Task Documents_of_one_batch_share_words_and_nothing_else()
    {
        var vocabulary = new Vocabulary();
        var first = Of(vocabulary, ("ant zebra", TextPlace.Given));
        var second = Of(vocabulary, ("zebra bee", TextPlace.Answer));
        Assert.Equal(["ant", "zebra"], first.DifferentWords.Select(word => vocabulary[word]));
        Assert.Equal(["zebra", "bee"], second.DifferentWords.Select(word => vocabulary[word]));
        Assert.True(await SameAsync(first.Vector, "ant:5C zebra:6C"));
        Assert.True(await SameAsync(second.Vector, "zebra:5B bee:6B"));
    }

    [Fact]
    public void A_vocabulary_that_one_document_made_large_is_let_go()
    {
        var vocabularies = new Vocabularies();
        var (small, large) = (new Vocabulary(), new Vocabulary());
        Of(small, ("ant zebra", TextPlace.Given));
        Of(large, (string.Join(' ', Enumerable.Range(0, 50_001).Select(i => $"w{i}")), TextPlace.Given));
        vocabularies.Return(small);
        vocabularies.Return(large);
        Assert.Same(small, vocabularies.Take());
        Assert.Equal(0, vocabularies.Take().Count);
    }

    [Fact]
    public void A_long_document_takes_no_more_room_than_its_places()
    {
        var vocabulary = new Vocabulary();
        Of(vocabulary, [.. Enumerable.Range(0, 40).Select(i => (string.Join(' ', Enumerable.Repeat("b", 10_000)), (TextPlace)('A' + (i % 4))))]);
        Assert.InRange(vocabulary.Places.Count, 1, LastPlace + 4);
    }

    private static SearchDocument Of(Vocabulary vocabulary, params (string Text, TextPlace Place)[] texts)
    {
        var document = new SearchDocument(vocabulary) { ExchangeId = "exc_1", SessionId = "ses_1", SkillId = "skl_1", StartedAt = DateTimeOffset.UnixEpoch };
        foreach (var (text, place) in texts)
            document.Text(text, place);
        document.Close();
        return document;
    }

    private async Task SameAsync(params (string Text, TextPlace Place)[] texts)
    {
        var (places, at) = (new List<(string Word, int At, TextPlace Place)>(), 0);
        foreach (var (text, place) in texts)
        {
            at += Gap;
            foreach (var word in Words.Of(text))
            {
                at++;
                if (!StopWords.Contains(word))
                    places.Add((word, Math.Min(at, LastPlace), place));
            }
        }

        var lines = places.GroupBy(place => place.Word).Select(word => word.Key + ':' + string.Join(',', word.GroupBy(place => place.At).OrderBy(place => place.Key).Take(MostPlaces)
            .Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.Key}{(char)place.Min(each => each.Place)}"))));
        Assert.True(await SameAsync(Of(new(), texts).Vector, string.Join(' ', lines)));
    }

    private Task<bool> SameAsync(SearchVector vector, string text) => database.Tenants.InTenantAsync(
        Id<Organisation>.New(TimeProvider.System), async connection =>
        {
            await using var command = new NpgsqlCommand("select v = $2::text::tsvector from unnest($1::tsvector[]) v", connection)
            {
                Parameters = { new() { Value = new[] { vector } }, new() { Value = text } },
            };
            return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
        }, Cancellation);
}
