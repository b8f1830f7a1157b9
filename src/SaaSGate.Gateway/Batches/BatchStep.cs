using SaaSGate.Contracts.Addresses;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Steps 7 and 8 for batches, which go on at Claude when the exchange is over: whose they are is recorded before the skill hears of them.
/// </summary>
internal sealed class BatchStep(OwnedBatches owned, UpstreamClient upstream, AnswerRelay relay, BatchList list, BatchResults results, GatewayOptions options, TimeProvider clock)
{
    private const string Sending = "sending", Made = "made", None = "none", Ended = "ended", Deleted = "deleted";
    private const int MostPlaces = 200, LongestPlace = 320;

    /// <summary>Whether an endpoint is one of these.</summary>
    public static bool Is(ClaudeEndpoint endpoint) => endpoint >= ClaudeEndpoint.BatchCreate;

    /// <summary>Refuses a batch that is not the skill's own; null otherwise.</summary>
    public Refusal? Refuse(ReceivedRequest request)
    {
        var named = request.Endpoint == ClaudeEndpoint.BatchList ? BatchQuery.Read(request.Query)?.Cursor : request.BatchId;
        return named is null || owned.Has(request.Skill, named) ? null : new Refusal(GatewayProblems.BatchUnknown);
    }

    /// <summary>Asks Claude, and brings the answer to the skill.</summary>
    /// <exception cref="InspectionException">The answer cannot be inspected; nothing uninspected was sent.</exception>
    /// <exception cref="OperationCanceledException">The client has gone or the exchange was cut.</exception>
    public Task<RelayEnd> AnswerAsync(ForwardPermit permit, Reply reply, LiveExchange live) => permit.Request.Endpoint switch
    {
        ClaudeEndpoint.BatchCreate => CreateAsync(permit, reply, live),
        ClaudeEndpoint.BatchList => list.AnswerAsync(permit, reply, live),
        _ => OfOneAsync(permit, reply, live),
    };

    /// <summary>
    /// Once Claude has all of the request it makes the batch whether anybody hears of it or not. So from there on neither the skill's leaving nor a stop ends
    /// the waiting for its id; a stop that came meanwhile finds the record, and the batch is cancelled. Until then both end the sending, and there is no batch.
    /// </summary>
    private async Task<RelayEnd> CreateAsync(ForwardPermit permit, Reply reply, LiveExchange live)
    {
        var (request, exchange) = (permit.Request, permit.Exchange);
        live.Ending.ThrowIfCancellationRequested();
        exchange.Ending.Requests = exchange.Inspected.Inspection.Requests;
        exchange.Batch(new BatchNoted { State = Sending, Requests = exchange.Ending.Requests, TokenId = request.Skill.TokenId ?? "", Places = { PlacesOf(exchange) } });
        await exchange.SyncAsync();
        using var patience = new CancellationTokenSource(options.BatchPatience, clock);
        using var ending = live.Ending.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), patience);
        var sent = false;
        try
        {
            using var answer = await upstream.SendAsync(permit, live, BeforePiece, patience.Token);
            using var body = await WholeAnswer.ReadAsync(answer, options, patience.Token);
            if (body is not null && NoteMade(exchange, (int)answer.StatusCode, body.Memory) is { } problem)
                return new(Refusal: problem);
            live.Ending.ThrowIfCancellationRequested();
            return await relay.WholeAsync(permit, answer, body?.Memory, reply, live, json => ResultUrls.LeadHere(json, request.Origin));
        }
        catch (Exception) when (!sent)
        {
            exchange.Batch(new BatchNoted { State = None });
            live.Ending.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
                throw new HttpRequestException("Claude did not take the batch in time.");
            throw;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !live.Ending.IsCancellationRequested)
        {
            throw new HttpRequestException("Claude did not say in time which batch it made.");
        }

        void BeforePiece(bool isLast)
        {
            // Behind this nothing ends the waiting but patience; what ended before, ends it here.
            if (isLast)
                ending.Dispose();
            live.Ending.ThrowIfCancellationRequested();
            sent |= isLast;
        }
    }

    /// <summary>Where it goes, and where its requests let Claude go, also as it is written on the wire: a place that has to be masked may be any.</summary>
    private static List<string> PlacesOf(DurableExchange exchange)
    {
        var skill = exchange.Inspected.Request.Skill;
        var named = Reach.PlacesOf(exchange.Inspected.UpstreamBody.Span, MostPlaces);
        List<string> places = [.. named.Append(skill.Connection.BaseUrl.Host).SelectMany(place => (string[])[place, DestinationName.OnWire(place) ?? place]).Distinct()];
        return places.Count <= MostPlaces && places.All(place => place.Length <= LongestPlace && !place.Any(char.IsWhiteSpace))
            && named.All(place => skill.Entry.Inspector.MaskText(place) == place)
            ? places
            : [Reach.Anywhere];
    }

    /// <summary>Notes whose the batch is. What says neither that there is one nor that there is none leaves it to be looked for.</summary>
    private Refusal? NoteMade(DurableExchange exchange, int status, ReadOnlyMemory<byte> body)
    {
        if (status is >= 400 and < 500 or 529)
        {
            exchange.Batch(new BatchNoted { State = None });
            return null;
        }
        if (status is < 200 or >= 300 || BatchFacts.Read(body) is not { } batch)
            return null;
        if (!owned.Add(exchange.Inspected.Request.Skill, batch.Id))
            return GatewayProblems.UpstreamBroken;
        exchange.Batch(new BatchNoted { State = Made, BatchId = batch.Id });
        return null;
    }

    private async Task<RelayEnd> OfOneAsync(ForwardPermit permit, Reply reply, LiveExchange live)
    {
        var request = permit.Request;
        using var answer = await upstream.SendAsync(permit, live);
        if (request.Endpoint == ClaudeEndpoint.BatchResults && answer.IsSuccessStatusCode)
            return await results.RelayAsync(permit, answer, reply, live);
        using var body = await WholeAnswer.ReadAsync(answer, options, live.Ending);
        if (body is not null && answer.IsSuccessStatusCode)
            NoteState(permit.Exchange, request, BatchFacts.Read(body.Memory));
        return await relay.WholeAsync(permit, answer, body?.Memory, reply, live, json => ResultUrls.LeadHere(json, request.Origin));
    }

    private void NoteState(DurableExchange exchange, ReceivedRequest request, BatchFacts? batch)
    {
        if (batch is null || batch.Id != request.BatchId)
            return;
        if (request.Endpoint == ClaudeEndpoint.BatchDelete)
        {
            exchange.Batch(new BatchNoted { State = Deleted, BatchId = request.BatchId! });
            owned.Remove(request.Skill, request.BatchId!);
        }
        else if (batch.HasEnded)
            exchange.Batch(new BatchNoted { State = Ended, BatchId = request.BatchId! });
    }
}
