using Npgsql;
using SaaSGate.Postgres.Recording;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class DataErrorsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.NumericValueOutOfRange, true)]
    [InlineData(PostgresErrorCodes.CheckViolation, true)]
    [InlineData(PostgresErrorCodes.ProgramLimitExceeded, true)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, false)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, false)]
    [InlineData(PostgresErrorCodes.DiskFull, false)]
    public void Tells_data_that_is_refused_from_a_database_that_refuses_everyone(string state, bool ofData) =>
        Assert.Equal(ofData, DataErrors.Is(new PostgresException("no", "ERROR", "ERROR", state)));

    [Fact]
    public void A_connection_that_broke_is_nothing_of_the_data() => Assert.False(DataErrors.Is(new NpgsqlException("gone")));
}
