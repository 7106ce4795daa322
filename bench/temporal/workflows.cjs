// The measured workflow: a task for each activity.
const { proxyActivities } = require('@temporalio/workflow');

exports.orders = async (count) => {
  const { pack } = proxyActivities({ startToCloseTimeout: '1 minute' });
  for (let order = 0; order < count; order++) await pack(order);
};
