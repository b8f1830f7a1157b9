namespace SaaSGate.Benchmarks.Names;

/// <summary>Forms of English words, as their spelling has them by rule.</summary>
internal static class Endings
{
    /// <param name="word">A word, written small.</param>
    /// <param name="list">What the list is called that has it: its last word tells what part of speech it is.</param>
    public static IEnumerable<string> Of(string word, string list)
    {
        yield return word;
        if (word.Length < 3 || !list.EndsWith("noun", StringComparison.Ordinal) && !list.EndsWith("verb", StringComparison.Ordinal))
            yield break;
        var (stem, end) = (word[..^1], word[^1]);
        var afterConsonant = !IsVowel(word[^2]);
        yield return end == 'y' && afterConsonant ? stem + "ies" : end is 's' or 'x' or 'z' || word.EndsWith("ch", StringComparison.Ordinal) || word.EndsWith("sh", StringComparison.Ordinal) ? word + "es" : word + "s";
        if (list.EndsWith("noun", StringComparison.Ordinal))
            yield break;
        if (end == 'e')
        {
            yield return word + "d";
            yield return stem + "ing";
            yield break;
        }
        // Short verbs double their last letter: chop, chopped.
        var doubled = word.Length <= 5 && afterConsonant == false && !IsVowel(end) && end is not ('w' or 'x' or 'y') && !IsVowel(word[^3]) ? word + end : word;
        yield return end == 'y' && afterConsonant ? stem + "ied" : doubled + "ed";
        yield return doubled + "ing";
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}
