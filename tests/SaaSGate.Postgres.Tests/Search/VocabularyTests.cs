using SaaSGate.Postgres.Search;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class VocabularyTests
{
    [Fact]
    public void Each_word_has_one_number_whatever_its_length_and_script()
    {
        var vocabulary = new Vocabulary();
        string[] words =
        [
            "b", "bb", "abcdefgh", "abcdefghi", "abcdefghj", "żółw", "żółwie", "漢", "\ud842\udfb7", "00000000", "0000000",
            .. Enumerable.Range(0, 5000).Select(i => FormattableString.Invariant($"w{i}")),
        ];
        var numbers = words.Select(word => vocabulary.NumberOf(word)).ToList();
        Assert.Equal(Enumerable.Range(0, words.Length), numbers);
        Assert.Equal(numbers, words.Select(word => vocabulary.NumberOf(word)));
        Assert.Equal(words, numbers.Select(number => vocabulary[number]));
        Assert.Equal(words.Length, vocabulary.Count);
    }

    [Fact]
    public void Words_that_tell_no_text_from_another_take_no_room()
    {
        var vocabulary = new Vocabulary();
        foreach (var word in (string[])["the", "these", "the", "these"])
            Assert.Equal(Vocabulary.StopWord, vocabulary.NumberOf(word));
        Assert.Equal(0, vocabulary.Count);
        Assert.Equal(0, vocabulary.NumberOf("not"));
    }

    [Fact]
    public void What_a_document_knows_of_a_word_ends_with_it()
    {
        var vocabulary = new Vocabulary();
        vocabulary.Begin();
        var word = vocabulary.NumberOf("invoice");
        vocabulary.OwnOf(word).Number = 7;
        Assert.Equal(7, vocabulary.OwnOf(word).Number);
        vocabulary.Begin();
        Assert.Equal(-1, vocabulary.OwnOf(word).Number);
    }
}
