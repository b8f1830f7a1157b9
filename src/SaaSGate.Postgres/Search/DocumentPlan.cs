using SaaSGate.Contracts.Pricing;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// The documents of a batch's exchanges. Each says what is new in it: the blocks that its session did not have, and the answer. Claude's
/// own words that come again with the next turn are not new, unless the session begins with them.
/// </summary>
internal static class DocumentPlan
{
    /// <summary>One document for each exchange that begins or ends, or of whose answer a call was kept back.</summary>
    public static List<SearchDocument> Make(IngestBatch batch, IngestPlan plan, ModelPrices prices, Vocabulary vocabulary)
    {
        var beginning = plan.Sessions.Where(session => session.IsNew).Select(session => session.Id).ToHashSet(StringComparer.Ordinal);
        var documents = new List<SearchDocument>();
        foreach (var exchange in plan.Exchanges.Where(exchange => exchange.Draft.Start is not null || exchange.Body is not null || exchange.Draft.Withheld.Count > 0))
        {
            var open = exchange.Open;
            var document = new SearchDocument(vocabulary) { ExchangeId = open.Id, StartedAt = open.StartedAt, SessionId = open.SessionId, SkillId = open.SkillId };
            document.Tag("org", batch.Organisation.Value);
            if (exchange.Draft.Start is not null)
                AddRequest(document, exchange, beginning.Remove(open.SessionId));
            if (exchange.Body is not null)
                AddResponse(document, exchange, prices);
            AddWithheld(document, exchange);
            document.Tag("outcome", exchange.Draft.End?.Ended.Outcome ?? "open");
            document.Close();
            documents.Add(document);
        }

        return documents;
    }

    private static void AddRequest(SearchDocument document, PlannedExchange exchange, bool first)
    {
        var (open, request, started) = (exchange.Open, exchange.Draft.Request!, exchange.Draft.Start!.Started);
        document.Tag("skill", open.SkillId);
        document.Tag("owner", open.OwnerUserId);
        document.Tag("model", open.Model);
        document.Tag("decision", open.Decision);
        document.Tag("rule", open.Rule);
        foreach (var finding in started.Findings)
        {
            document.Tag("finding", finding.Type);
            document.Tag("rule", finding.Rule);
        }

        document.Bytes += started.RequestBytes;
        bool[]? ofClaude = null;
        foreach (var i in exchange.Fresh)
        {
            ofClaude ??= first ? new bool[request.Hashes.Length] : RequestRoles.OfClaude(request.Skeleton.Span, request.Hashes.Length);
            if (ofClaude[i])
                continue;
            document.NewBlocks.Add(exchange.Blocks[i]);
            MessageText.OfBlock(request.Blocks[i], document);
        }
    }

    /// <summary>The skill's answer does not have them, or not yet; those that it gets stand there as well.</summary>
    private static void AddWithheld(SearchDocument document, PlannedExchange exchange)
    {
        foreach (var call in exchange.Draft.Withheld.Select(frame => frame.Withheld))
        {
            document.Tag("decision", call.Kind);
            document.Tag("rule", call.Rule);
            document.Tool(call.Tool);
            document.Text(call.Input, TextPlace.ToolInput);
        }
    }

    private static void AddResponse(SearchDocument document, PlannedExchange exchange, ModelPrices prices)
    {
        var ended = exchange.Draft.End!.Ended;
        document.Bytes += exchange.Position;
        document.Tokens += ended.InputTokens + ended.OutputTokens;
        document.Cost += prices.CostOf(exchange.Open.Model, ended);
        foreach (var finding in ended.Findings)
        {
            document.Tag("finding", finding.Type);
            document.Tag("rule", finding.Rule);
        }

        var type = exchange.Draft.Response?.Response.ContentType ?? exchange.Open.ResponseContentType;
        if (exchange.Position > 0)
            MessageText.OfResponse(exchange.Answer, type, document);
    }
}
