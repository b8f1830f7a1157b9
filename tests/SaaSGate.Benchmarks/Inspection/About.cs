using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>What the tables mean, for those who read them later.</summary>
internal static class About
{
    public static void Print(InspectionOptions options, Output output)
    {
        output.Title("What the detectors find");
        output.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"`dotnet run -c Release --project tests/SaaSGate.Benchmarks -- inspection`, all types looked for at once, threshold {options.Threshold:0.##}, {Environment.ProcessorCount} processors."));
        output.Paragraph(
            """
            A hit has the type of a labelled value and shares at least half of itself and of the value; each value is hit once; counts are
            added up over all texts. A source counts only the types that it labels, and nothing counts that touches what it says to ignore.
            Held out are texts whose template (each value replaced by `{TYPE}`) has a SHA-256 that divides by five: no model was trained on
            them. Goals of trained types are set there, all others over all texts.
            """);
    }

    /// <summary>How the tagger came to its figures, below the tables of its corpora.</summary>
    public static void PrintNames(Output output)
    {
        output.Heading("How names came to these figures");
        output.Paragraph(
            """
            Chosen by the four fifths that may be trained on, each scored with weights of the other three, and for benign prompts by one half
            of them; held-out texts were looked at in sum, eight times. What helped: whether the writer uses capitals (a small word in other
            people's capitals is no name), runs of capitals with their last word and what stands around them, own lists of towns, companies
            and small words, prompts without names among the sentences written for training, the silver corpus at a fifth of its weight, other
            names in the sentences of presidio-research and ambientmeta, the mean of three trainings, and joining the pieces of an address.
            Defaults are where the mean F of presidio-research (twice), ambientmeta and wikigold is best with recall counting three fifths of
            precision: with recall counting one and a half times, benign prompts have a quarter more names for no better a mean. It costs
            recall of persons and places in the held-out sentences of presidio-research.
            """);
        output.Paragraph(
            """
            What did not: other names in wikigold, runs without the words around them, splitting every address that begins with a number.
            Four times as many own sentences helped people, places and addresses; those that nearly repeat a text that is scored (three quarters
            of the words, in order) are left out. They cost a tenth more names in benign prompts. As many again helped no more.
            Addresses stay hard because presidio-research marks the same lines as one value in some sentences and as five in others.
            Ambientmeta leaves many names unmarked that stand in its texts, so its precision stays low. Of 60 names found in benign
            prompts, taken at random, 2 name nothing, and 6 have another type.
            """);
    }
}
