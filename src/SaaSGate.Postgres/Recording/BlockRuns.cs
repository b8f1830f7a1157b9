using System.Globalization;
using System.Text;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// A request's blocks as they are kept: runs of numbers that follow each other, each as its first number and how many. A turn that sends the
/// conversation so far again is one run, however long. <c>tenant.block_numbers</c> gives the numbers back.
/// </summary>
internal static class BlockRuns
{
    /// <summary>The runs as PostgreSQL reads an array, such as <c>{0,7,9,1}</c>.</summary>
    public static string Of(ReadOnlySpan<int> numbers)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < numbers.Length;)
        {
            var first = i++;
            while (i < numbers.Length && numbers[i] == numbers[i - 1] + 1)
                i++;
            text.Append(CultureInfo.InvariantCulture, $"{(first == 0 ? "" : ",")}{numbers[first]},{i - first}");
        }

        return text.Append('}').ToString();
    }
}
