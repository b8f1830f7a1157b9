using System.Text;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Content;

/// <summary>Long texts without anyone's data in them.</summary>
internal static class Prose
{
    private static readonly string[] Replies =
    [
        "Happy to help. In short: start with the smallest change that proves the idea, measure it, and only then widen it. "
            + "If you tell me what you have tried so far, I can be more specific.",
        "Here is how I would approach it. First, write down what must not change. Second, find the one place where the behaviour is decided. "
            + "Third, change that place and nothing else.",
        "Good question. There are two parts to it: what the system promises, and what people have come to rely on. "
            + "I would keep the promise and announce the rest well ahead.",
        "Certainly. The short answer is yes, with one condition: somebody has to own the outcome after the first week. "
            + "Shall I draft a checklist for that?",
    ];

    private static readonly string[] Observations =
    [
        "Response times held steady through the week, with a single dip on Wednesday that the cache absorbed.",
        "The backlog fell by a fifth, mostly because duplicates are now merged when they arrive.",
        "Two of the planned migrations finished early; the third waits for a maintenance window.",
        "Search quality improved after the new index went live, and nobody had to be paged for it.",
        "Costs stayed within the plan, although storage grows a little faster than expected.",
        "The new onboarding flow is finished by more people, and support sees fewer questions about it.",
        "Error budgets are intact for every service but one, where a retry loop was found and fixed.",
        "Documentation caught up with the product: the three most visited pages were rewritten.",
    ];

    private static readonly string[] Sections = ["Delivery", "Reliability", "Customers", "Costs", "Security", "Next week"];

    private static readonly string[] Scenes =
    [
        "The lighthouse keeper counted the ships each evening, though none had come for years.",
        "On the seventh night a lamp answered hers from the far side of the water.",
        "She wrote the rhythm down in a ledger: two long, one short, a pause as long as a breath.",
        "In the village they said that the sea repeats what it is told, and so she told it a story.",
        "The story had a boat in it, and a boy who was afraid of the dark between the waves.",
        "Morning came up grey and slow, and the tide left a bottle on the steps.",
        "Inside there was no letter, only sand of a colour that the island did not have.",
        "She set it on the sill, where the light would pass through it, and trimmed the wick again.",
        "Far out, something turned towards her, patient as a door that has waited to be opened.",
        "By winter she had stopped counting ships and begun to count the answers.",
    ];

    public static string Reply(Seed seed) => seed.Pick(Replies);

    public static string WeeklyReport(Seed seed)
    {
        var text = new StringBuilder("# Weekly report\n\nA calm week. The summary first, the detail after it.\n");
        foreach (var section in Sections)
        {
            text.Append("\n## ").Append(section).Append('\n');
            for (var i = 0; i < 4; i++)
                text.Append("\n- ").Append(seed.Pick(Observations));
            text.Append('\n');
        }

        return text.Append("\nNothing needs a decision before the next report.").ToString();
    }

    public static string Story(Seed seed)
    {
        var text = new StringBuilder("The Keeper of the Far Light\n");
        for (var i = 0; i < 60; i++)
            text.Append(i % 5 == 0 ? "\n" : " ").Append(seed.Pick(Scenes)).Append(i % 5 == 4 ? "\n" : "");
        return text.Append("\nAnd that is where the ledger ends.").ToString();
    }

    /// <summary>Words for as many deltas as asked.</summary>
    public static string[] Words(Seed seed, int count)
    {
        var words = new string[count];
        for (var i = 0; i < count;)
        {
            foreach (var word in seed.Pick(Scenes).Split(' '))
            {
                if (i < count)
                    words[i] = (i == 0 ? "" : " ") + word;
                i++;
            }
        }

        return words;
    }
}
