using System.Collections.Concurrent;
using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// The list of batches with the skill's own in it and no others. Claude's list is of all skills that share the credential: it is read page by page until
/// there are enough, or as many pages as one call may cost. Each page counts as a request of the skill's, and a skill reads one list at a time: the
/// credential, whose calls Claude counts, is not its own.
/// </summary>
internal sealed class BatchList(OwnedBatches owned, UpstreamClient upstream, AnswerRelay relay, Lease lease, GatewayOptions options)
{
    private const int MostPages = 20;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = Inspector.MaxJsonDepth };

    private readonly ConcurrentDictionary<(string Organisation, string Skill), SemaphoreSlim> _turns = new();

    /// <summary>Reads Claude's pages and answers with one of the skill's own.</summary>
    public async Task<RelayEnd> AnswerAsync(ForwardPermit permit, Reply reply, LiveExchange live)
    {
        var skill = permit.Request.Skill;
        if (BatchQuery.Read(permit.Request.Query) is not { } query)
            return new(Refusal: GatewayProblems.QueryInvalid);
        var turn = _turns.GetOrAdd((skill.Tenant.OrganisationId, skill.Entry.Skill.Id), _ => new(1));
        await turn.WaitAsync(live.Ending);
        try
        {
            return await AnswerAsync(permit, query, reply, live);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<RelayEnd> AnswerAsync(ForwardPermit permit, BatchQuery query, Reply reply, LiveExchange live)
    {
        var request = permit.Request;
        var (kept, cursor) = (new List<byte[]>(), query.Cursor);
        var ids = new List<string>();
        for (var pages = 1; ; pages++)
        {
            // The wait for its turn, or for the page before, may have been long.
            live.Require(lease);
            using var answer = await upstream.SendAsync(permit, query.PageFrom(cursor), live);
            using var body = await WholeAnswer.ReadAsync(answer, options, live.Ending);
            if (body is null || !answer.IsSuccessStatusCode)
                return await relay.WholeAsync(permit, answer, body?.Memory, reply, live);
            var page = Read(body.Memory);
            var own = page.Batches.Where(batch => owned.Has(request.Skill, batch.Id)).ToList();
            kept.InsertRange(query.GoesBack ? 0 : kept.Count, own.Select(batch => batch.Json));
            ids.InsertRange(query.GoesBack ? 0 : ids.Count, own.Select(batch => batch.Id));
            var next = page.Batches.Count == 0 ? null : query.GoesBack ? page.Batches[0].Id : page.Batches[^1].Id;
            var isMore = page.HasMore && next is not null && next != cursor;
            if (kept.Count <= query.Limit && isMore && pages < MostPages && request.Skill.Entry.Budget?.Enter(stream: false) is null)
            {
                cursor = next;
                continue;
            }
            var from = query.GoesBack ? Math.Max(0, kept.Count - query.Limit) : 0;
            var count = Math.Min(query.Limit, kept.Count);
            var list = Write(kept.GetRange(from, count), ids.GetRange(from, count), kept.Count > query.Limit || isMore);
            return await relay.WholeAsync(permit, answer, list, reply, live, json => ResultUrls.LeadHere(json, request.Origin));
        }
    }

    private static (List<(string Id, byte[] Json)> Batches, bool HasMore) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Depth);
            var root = document.RootElement;
            return (
                [.. root.GetProperty("data").EnumerateArray().Select(batch => (BatchFacts.Read(batch)?.Id ?? "", System.Text.Encoding.UTF8.GetBytes(batch.GetRawText())))],
                root.TryGetProperty("has_more", out var more) && more.ValueKind == JsonValueKind.True);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InspectionException("Claude's list of batches is none.");
        }
    }

    private static byte[] Write(List<byte[]> batches, List<string> ids, bool hasMore)
    {
        using var buffer = new MemoryStream(batches.Sum(batch => batch.Length) + 256);
        using (var json = new Utf8JsonWriter(buffer, new() { MaxDepth = Inspector.MaxJsonDepth }))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var batch in batches)
                json.WriteRawValue(batch, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteBoolean("has_more", hasMore);
            json.WriteString("first_id", ids.FirstOrDefault());
            json.WriteString("last_id", ids.LastOrDefault());
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
